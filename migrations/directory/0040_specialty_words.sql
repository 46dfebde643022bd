-- What specialties are called in Spanish. Without it, the name and the description of the contract are shown.
alter table directory.specialties
    add column name_es text check (length(name_es) between 1 and 100),
    add column description_es text check (length(description_es) between 1 and 500);

update directory.specialties s
   set name_es = w.name_es, description_es = w.description_es
  from (values
    ('general-medicine', 'Medicina general', 'Lo primero: enfermedades comunes, chequeos y derivaciones'),
    ('cardiology', 'Cardiología', 'Corazón y vasos sanguíneos'),
    ('dermatology', 'Dermatología', 'Piel, cabello y uñas'),
    ('gastroenterology', 'Gastroenterología', 'Estómago, intestino e hígado'),
    ('neurology', 'Neurología', 'Cerebro, nervios y dolor de cabeza'),
    ('orthopedics', 'Traumatología y ortopedia', 'Huesos, articulaciones y músculos'),
    ('pulmonology', 'Neumología', 'Pulmones y respiración'),
    ('endocrinology', 'Endocrinología', 'Hormonas, diabetes y tiroides'),
    ('gynecology', 'Ginecología', 'Salud de la mujer y embarazo'),
    ('urology', 'Urología', 'Vías urinarias y salud del hombre'),
    ('otolaryngology', 'Otorrinolaringología', 'Oído, nariz y garganta'),
    ('ophthalmology', 'Oftalmología', 'Ojos y vista'),
    ('psychiatry', 'Psiquiatría', 'Salud mental'),
    ('pediatrics', 'Pediatría', 'Bebés, niños y adolescentes'),
    ('rheumatology', 'Reumatología', 'Articulaciones inflamadas y enfermedades autoinmunes'),
    ('nephrology', 'Nefrología', 'Riñones'),
    ('infectious-disease', 'Infectología', 'Infecciones, fiebres y medicina del viajero'),
    ('allergy-immunology', 'Alergia e inmunología', 'Alergias, asma y defensas'),
    ('hematology', 'Hematología', 'Sangre'),
    ('oncology', 'Oncología', 'Cáncer'),
    ('dentistry', 'Odontología', 'Dientes y boca')
  ) w (code, name_es, description_es)
 where s.code = w.code;
